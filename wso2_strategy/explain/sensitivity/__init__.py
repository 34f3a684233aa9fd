"""What other values of what is stated would lead to, and how that is said."""
