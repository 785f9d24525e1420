"""Data in and out: tables read from files, imports that survive a crash, exports that stream."""
