"""The functions that authors may call, a file for each group; one declaration each."""
