"""What the builder may do to a definition: each operation takes texts and gives texts, with the fewest changes."""
