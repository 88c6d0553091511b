"""What is final: answers that were frozen, the report made from them, and where it is published."""
