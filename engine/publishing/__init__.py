"""How a definition becomes the live app: versions, plans, templates, backup."""
