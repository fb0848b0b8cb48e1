"""The chaos run: pages on their way to the stream, while everything that can die is killed.

make chaos
python -m tests.chaos --pages 2000 --kills 20 --seed 7
"""
