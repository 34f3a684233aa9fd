"""Requirements that bring something about: values, files, and the search for rules that fire."""
