print("triplicate")
