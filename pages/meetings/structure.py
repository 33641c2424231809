"""Structure: which meeting reports to which, and who owns which theme?"""

from pages.parts import governing

governing.structure()
governing.owners()
