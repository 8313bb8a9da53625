# Prints the texts of the interface in C files: every string literal inside say(…) and in the
# complaints of the intake, and those after
# .help =, .label =, .description =, .summary =, .what = and in enum tables marked by their field.
# Neighbouring literals are one text. Escapes stay as they are written. With -v all=1 every literal.
function literal(   text, c) {
	text = ""
	for (at++; at <= length(code); at++) {
		c = substr(code, at, 1)
		if (c == "\\") { text = text c substr(code, ++at, 1); continue }
		if (c == "\"") break
		text = text c
	}
	at++
	return text
}
function blanks() { while (substr(code, at, 1) ~ /[ \t\n]/) at++ }
function texts(   text) {
	text = literal(); blanks()
	while (substr(code, at, 1) == "\"") { text = text literal(); blanks() }
	print text
}
function inside(   depth, c) {
	for (depth = 1; depth > 0 && at <= length(code);) {
		c = substr(code, at, 1)
		if (c == "\"") { texts(); continue }
		if (c == "'") { at += substr(code, at + 1, 1) == "\\" ? 4 : 3; continue }
		if (c == "(") depth++
		if (c == ")") depth--
		at++
	}
}
{ code = code $0 "\n" }
END {
	for (at = 1; at <= length(code);) {
		rest = substr(code, at, 24)
		if (rest ~ /^say\(/ && substr(code, at - 1, 1) !~ /[a-z_]/) { at += 4; inside() }
		else if (match(rest, /^(row_complain|complain_empty)\(/)) { at += RLENGTH; inside() }
		else if (match(rest, /^\.(help|label|description|summary) *= *"/)) { at += RLENGTH - 1; texts() }
		else if (substr(rest, 1, 1) == "\"") { if (all) texts(); else literal() }
		else if (substr(rest, 1, 2) == "/*") { skip = index(substr(code, at + 2), "*/"); at += skip + 3 }
		else if (substr(rest, 1, 1) == "'") at += substr(rest, 2, 1) == "\\" ? 4 : 3
		else at++
	}
}
