"""From stored answers to protected tables, figures and reports."""
