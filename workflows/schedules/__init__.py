"""When a schedule fires, in plain calendar arithmetic: nothing here knows the database, the clock or Django.

`schedule.py` reads a config into a `Schedule`; `firing.py` says when it fires, `words.py` what it says, `catching_up.py`
what becomes of ticks that nobody fired in time.
"""
