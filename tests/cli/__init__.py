"""The command line as a person and a script meet it: whole processes, their words and their exit codes."""
