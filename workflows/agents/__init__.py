"""Agents: settings for a language model that agent blocks share, built in or a company's own."""
