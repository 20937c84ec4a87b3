package policy

import "strings"

// isGeneric reports whether a text is one that identity attributes hold where there is no identity.
func isGeneric(text string) bool {
	return len(text) <= longestGeneric && !strings.ContainsAny(text, "0123456789") && genericWords[strings.ToLower(text)]
}

// longestGeneric is the length of "administrator", the longest of genericWords.
const longestGeneric = 13

// genericWords are what identity attributes hold where there is no identity, or
// one that everybody shares: looked for elsewhere they would harm plain text.
var genericWords = words(`null none nil undefined unknown anonymous anon guest root admin administrator user users
	username test tests testuser demo default system service public private true false customer customers account
	accounts session sessions client server local localhost nobody anyone everyone other others owner
	operator support internal external backend frontend web mobile api app apps free premium enterprise
	name email guid uuid empty n/a unset missing invalid postgres mysql redis nginx node java python
	order orders payment payments checkout cart production staging development get post put
	patch head options error info warn debug http https select insert update delete string number
	integer object array json text html utf8 latest stable main master europe america asia utc`)
