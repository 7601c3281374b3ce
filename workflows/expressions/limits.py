"""What one expression may cost. Every number here is a promise made in the reference docs."""

# Characters in one template or expression, checked before anything is read.
MAX_SOURCE = 100_000
# Nesting of the syntax tree; chains such as a + b + c count as one level however long they are.
MAX_DEPTH = 64
# Nesting of a configuration value, and of data that is turned into JSON text.
MAX_DATA_DEPTH = 200
# Characters in a text, and items in a list, that an expression may produce.
MAX_TEXT = 16 * 1024 * 1024
MAX_ITEMS = 1_000_000
# Units of work in one evaluation. A unit is a list item looked at or 64 characters handled, some
# 0.1 to 0.5 us each. Nodes of the tree cost nothing: without loops they are bounded by the source.
WORK_BUDGET = 1_000_000
CHARACTERS_PER_UNIT = 64
# Items of `range`, width of `padStart`.
MAX_RANGE = 10_000
MAX_PADDING = 10_000
# `urlEncode` goes character by character, and no server takes a longer URL.
MAX_URL_TEXT = 65_536
# Warnings kept per evaluation; a thousand equal ones help nobody.
MAX_WARNINGS = 50
# Patterns of `matches`.
MAX_PATTERN = 1_000
MAX_PATTERN_STATES = 2_000
MAX_PATTERN_DEPTH = 32
MAX_SUBJECT = 100_000
