"""The commands of the product's processes."""

#: The system checks that they make at their start (`config/checks.py`). The others find mistakes of developers, which
#: `make check` has found by then, and load the code of every page for it.
START_CHECKS = ("settings",)
