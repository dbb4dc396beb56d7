calitrace explain cali40s:LrVD8vMIGQDyv8Y7sPFB1Ge --ipset sets.ipset dump.save
