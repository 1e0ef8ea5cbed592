// Loaded into every test process before its file: what it starts carries the file's name, so that nothing outlives it unseen.
process.env.ARPIST_TEST_FILE = process.argv[1] ?? '';
