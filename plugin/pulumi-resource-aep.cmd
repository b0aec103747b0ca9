@node "%~dp0main.cjs" %*
