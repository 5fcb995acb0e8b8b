"""What was imported: its history, taking an import back, forgetting a customer."""
