"""What people draw and write: journeys with their edits and versions, personas, comments on cells."""
