"""The pages: each asks for results and lays them out."""
