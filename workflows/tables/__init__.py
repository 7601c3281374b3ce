"""Data tables: rows of JSON that workflows read and write, and people edit in a grid."""
