"""Questions to a recommendation: why, why not, what if, what would change it, what is open.

Each question is a module with a function of its name and the answer that it
returns: data with its document. A `Recommendation` has them as methods. They
are questions to the space of all requirements that rules can tell apart.
"""
