"""The catalog: everything an author may choose from, one file each; contracts stand first in each folder."""
