#!/usr/bin/env node
// npm links a command only to a file that exists when it installs, and dist/ is not there yet in a fresh clone.
import "../dist/cli/index.js";
