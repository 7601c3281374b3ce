"""User code, in processes of its own: `calls` is the way in, `pool` keeps the children, the rest is theirs.

A child runs one call at a time, in a language sandbox (V8, Monty) that is made new for each, behind the walls of
`confine`. What it says is never trusted: frames are limited, results are parsed like anything from outside.
"""
