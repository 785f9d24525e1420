"""Field types, one file each: what may stand after `type:` in a form's fields."""
