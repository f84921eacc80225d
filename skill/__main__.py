"""`python -m skill` is the same command as `leg-day-coach`."""

from skill.cli import main

if __name__ == "__main__":
    main()
