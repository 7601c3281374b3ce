"""Telling people what went wrong without being asked: who wants to hear what, gathered so that a storm is one message."""
