"""Figures drawn from SafeTables: each twice, once for a page and once for a phone."""
