"""What protects the people in the data: pseudonyms, masked comments, columns that look personal, the list of the forgotten."""
