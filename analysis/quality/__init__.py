"""Marks on answers that may have been given in haste or twice. Nothing is ever left out because of one."""
