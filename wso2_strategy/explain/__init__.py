"""Questions to a recommendation: why, why not, what if, what would change it, what is open.

Each question is a module with a function of its name; a `Recommendation` has
them as methods. Behind them stands one idea: the rules that decide are written
out as clauses over what is stated (`clauses`), so that thousands of other
requirements can be tried (`decider`), impossible ones be ruled out without
trying (`outlook`), and the smallest changes be found with proof (`search`).
"""
