"""What happens next: events find rules, rules become runs, runs write through the same door as people."""
