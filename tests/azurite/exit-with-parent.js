// Preloaded into Azurite: when the test process ends, however it ends, its end of this pipe closes, and so does the emulator.
process.stdin.resume().on('end', () => process.exit(0)).on('error', () => process.exit(0));
