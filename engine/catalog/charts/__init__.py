"""Chart types, one file each: what a widget of a dashboard shows."""
