package redact

import "strings"

// arguments says which arguments of a command name keys and fields, and stay.
type arguments uint8

const (
	noArguments  arguments = iota // every argument is a value
	allArguments                  // every argument is a key
	firstKey                      // a key, then values
	keyAndFields                  // a key, then a field and a value in turn
	keysInTurn                    // a key and a value in turn
)

// storeCommands are those of Redis and Memcached that are seen most. Arguments of others are masked.
var storeCommands = func() map[string]arguments {
	all := map[string]arguments{}
	for mode, names := range map[arguments]string{
		allArguments: `GET GETS MGET DEL UNLINK EXISTS TYPE TTL PTTL STRLEN INCR DECR HGETALL HGET HMGET HDEL HEXISTS HKEYS HLEN HVALS
			SMEMBERS SCARD SUNION SINTER SDIFF LLEN LPOP RPOP ZCARD PERSIST WATCH SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE DELETE
			PING MULTI EXEC DISCARD UNWATCH DBSIZE FLUSHDB FLUSHALL INFO TIME QUIT COMMAND RENAME GETDEL DUMP XLEN PFCOUNT`,
		firstKey: `SET SETNX SETEX PSETEX GETSET APPEND ADD REPLACE PREPEND CAS TOUCH EXPIRE PEXPIRE EXPIREAT PEXPIREAT INCRBY
			DECRBY INCRBYFLOAT SADD SREM SISMEMBER SMISMEMBER LPUSH RPUSH LPUSHX RPUSHX LRANGE LINDEX LREM LSET LTRIM ZADD
			ZREM ZSCORE ZRANK ZINCRBY ZRANGE ZRANGEBYSCORE ZREVRANGE ZCOUNT PUBLISH XADD XREAD XACK PFADD GETRANGE SETRANGE
			SETBIT GETBIT BITCOUNT GEOADD HSCAN GETEX LINSERT LPOS SMOVE SPUBLISH ZMSCORE ZREVRANK ZRANGEBYLEX ZREVRANGEBYSCORE
			ZREMRANGEBYSCORE ZREMRANGEBYLEX XRANGE XDEL GEOSEARCH BITFIELD`,
		keyAndFields: `HSET HMSET HSETNX HINCRBY HINCRBYFLOAT`,
		keysInTurn:   `MSET MSETNX`,
		noArguments: `AUTH HELLO CONFIG ACL MIGRATE EVAL EVALSHA SCRIPT CLIENT SELECT SCAN KEYS ECHO FCALL OBJECT CLUSTER REPLICAOF
			SLAVEOF XREADGROUP MEMORY`,
	} {
		for name := range strings.FieldsSeq(names) {
			all[name] = mode
		}
	}
	return all
}()

// argumentsOf looks a command up. Those of modules have the module's name before a dot; the first argument is a key or an index.
func argumentsOf(name string) (arguments, bool) {
	if module, rest, ok := strings.Cut(name, "."); ok {
		return firstKey, modules.has(module) && isLetters(rest)
	}
	mode, ok := storeCommands[name]
	return mode, ok
}

var modules = words("json ft bf cf cms topk tdigest ts graph")

// isCommand reports whether text is a command of Redis or Memcached and not SQL, which shares some words with them.
func isCommand(text string) bool {
	name, rest := cutWord(strings.TrimLeft(text, " \t\r\n"))
	name = strings.ToUpper(name)
	if _, ok := argumentsOf(name); !ok {
		return false
	}
	next, after := cutWord(rest)
	switch name {
	case "SELECT":
		return after == "" && digitsOnly(next)
	case "EXEC":
		behind := strings.TrimLeft(text, " \t\r\n")[len(name):]
		return behind == "" || behind[0] != ' ' && behind[0] != '\t' // not a procedure: EXEC name @id = 'x'
	case "DELETE":
		// DELETE t FROM t, DELETE t WHERE: Memcached has nothing behind the key but a number or noreply.
		return after == "" && !strings.EqualFold(next, "FROM") || strings.Trim(after, digits) == "" || after == "noreply"
	case "REPLACE", "RENAME", "GET", "CLUSTER", "EXPLAIN":
		switch strings.ToUpper(next) {
		case "FROM", "INTO", "TABLE", "LOW_PRIORITY", "QUICK", "IGNORE", "DELAYED":
			return false
		}
	case "SET":
		return !setsVariable(next, after)
	}
	return true
}

// setsVariable reports whether SET with these words behind it is SQL: SET variable = value, SET LOCAL x TO y, SET NAMES utf8.
func setsVariable(next, after string) bool {
	word, rest := cutWord(after)
	if scopes.has(next) {
		next, after = word, rest
		word, _ = cutWord(rest)
		if strings.EqualFold(next, "CHARACTERISTICS") || strings.EqualFold(next, "AUTHORIZATION") {
			return true
		}
	}
	switch {
	case strings.Contains(next, "="), strings.HasPrefix(after, "="), strings.HasPrefix(after, ":="), strings.HasPrefix(next, "@"):
		return true
	case strings.EqualFold(next, "TIME"):
		return strings.EqualFold(word, "ZONE")
	case strings.EqualFold(next, "TRANSACTION"):
		return transactionWords.has(word)
	default:
		return strings.EqualFold(word, "TO") || sqlSettings.has(next)
	}
}

var (
	scopes           = words("session local global persist")
	sqlSettings      = words("names constraints identity_insert dateformat nocount xact_abort ansi_nulls quoted_identifier arithabort")
	transactionWords = words("isolation read name snapshot transaction wait no")
)

func cutWord(s string) (word, rest string) {
	i := strings.IndexAny(s, " \t\r\n")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeft(s[i:], " \t\r\n")
}

// maskCommands replaces the values of commands, one a line.
func maskCommands(text string) string {
	w := rewriter{src: text}
	mode, position := noArguments, -1
	for i := 0; i < len(text); {
		if c := text[i]; c == '\n' {
			position = -1
			i++
			continue
		} else if entries[c]&classSpace != 0 {
			i++
			continue
		}
		end := argumentEnd(text, i)
		switch {
		case position < 0:
			known := false
			if mode, known = argumentsOf(strings.ToUpper(text[i:end])); !known {
				// Not a command: the data of the one before, or something else altogether.
				w.replace(i, end, "?")
			}
		case !mode.keeps(position):
			w.replace(i, end, "?")
		}
		position++
		i = end
	}
	return w.String()
}

// keeps reports whether the argument at this position, from zero, stays.
func (a arguments) keeps(position int) bool {
	switch a {
	case allArguments:
		return true
	case firstKey:
		return position == 0
	case keyAndFields:
		return position == 0 || position%2 == 1
	case keysInTurn:
		return position%2 == 0
	default:
		return false
	}
}

// argumentEnd returns the end of the argument at text[i], which may be quoted. A quote that does not end takes the rest.
func argumentEnd(text string, i int) int {
	if q := text[i]; q == '"' || q == '\'' {
		for j := i + 1; j < len(text); j++ {
			switch text[j] {
			case '\\':
				j++
			case q:
				return j + 1
			}
		}
		return len(text)
	}
	for i < len(text) && entries[text[i]]&classSpace == 0 {
		i++
	}
	return i
}
