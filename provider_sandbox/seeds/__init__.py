"""What the accounts at the pretended providers hold at first."""
