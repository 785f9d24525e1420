"""What tests stand on: databases, seeds, sizes, counts, outside data and needs of the machine."""
