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

// commands are those of Redis and Memcached that are seen most. Arguments of others are masked.
var commands = map[string]arguments{
	"GET": allArguments, "GETS": allArguments, "MGET": allArguments, "DEL": allArguments, "UNLINK": allArguments, "EXISTS": allArguments,
	"TYPE": allArguments, "TTL": allArguments, "PTTL": allArguments, "STRLEN": allArguments, "INCR": allArguments, "DECR": allArguments,
	"HGETALL": allArguments, "HGET": allArguments, "HMGET": allArguments, "HDEL": allArguments, "HEXISTS": allArguments, "HKEYS": allArguments,
	"HLEN": allArguments, "HVALS": allArguments, "SMEMBERS": allArguments, "SCARD": allArguments, "SUNION": allArguments, "SINTER": allArguments,
	"SDIFF": allArguments, "LLEN": allArguments, "LPOP": allArguments, "RPOP": allArguments, "ZCARD": allArguments, "PERSIST": allArguments,
	"WATCH": allArguments, "SUBSCRIBE": allArguments, "UNSUBSCRIBE": allArguments, "PSUBSCRIBE": allArguments, "DELETE": allArguments,
	"PING": allArguments, "MULTI": allArguments, "EXEC": allArguments, "DISCARD": allArguments, "UNWATCH": allArguments, "DBSIZE": allArguments,
	"FLUSHDB": allArguments, "FLUSHALL": allArguments, "INFO": allArguments, "TIME": allArguments, "QUIT": allArguments, "COMMAND": allArguments,
	"SET": firstKey, "SETNX": firstKey, "SETEX": firstKey, "PSETEX": firstKey, "GETSET": firstKey, "APPEND": firstKey, "ADD": firstKey,
	"REPLACE": firstKey, "PREPEND": firstKey, "CAS": firstKey, "TOUCH": firstKey, "EXPIRE": firstKey, "PEXPIRE": firstKey, "EXPIREAT": firstKey,
	"PEXPIREAT": firstKey, "INCRBY": firstKey, "DECRBY": firstKey, "INCRBYFLOAT": firstKey, "SADD": firstKey, "SREM": firstKey,
	"SISMEMBER": firstKey, "SMISMEMBER": firstKey, "LPUSH": firstKey, "RPUSH": firstKey, "LPUSHX": firstKey, "RPUSHX": firstKey,
	"LRANGE": firstKey, "LINDEX": firstKey, "LREM": firstKey, "LSET": firstKey, "LTRIM": firstKey, "ZADD": firstKey, "ZREM": firstKey,
	"ZSCORE": firstKey, "ZRANK": firstKey, "ZINCRBY": firstKey, "ZRANGE": firstKey, "ZRANGEBYSCORE": firstKey, "ZREVRANGE": firstKey,
	"ZCOUNT": firstKey, "PUBLISH": firstKey, "XADD": firstKey, "XREAD": firstKey, "XACK": firstKey, "PFADD": firstKey, "GETRANGE": firstKey,
	"SETRANGE": firstKey, "SETBIT": firstKey, "GETBIT": firstKey, "BITCOUNT": firstKey, "GEOADD": firstKey, "HSCAN": firstKey, "RENAME": allArguments,
	"HSET": keyAndFields, "HMSET": keyAndFields, "HSETNX": keyAndFields, "HINCRBY": keyAndFields, "HINCRBYFLOAT": keyAndFields,
	"MSET": keysInTurn, "MSETNX": keysInTurn,
	"AUTH": noArguments, "HELLO": noArguments, "CONFIG": noArguments, "ACL": noArguments, "MIGRATE": noArguments, "EVAL": noArguments,
	"EVALSHA": noArguments, "SCRIPT": noArguments, "CLIENT": noArguments, "SELECT": noArguments, "SCAN": noArguments, "KEYS": noArguments,
	"ECHO": noArguments, "FCALL": noArguments, "OBJECT": noArguments, "CLUSTER": noArguments, "REPLICAOF": noArguments, "SLAVEOF": noArguments,
}

// isCommand reports whether text is a command of Redis or Memcached and not SQL, which shares some words with them.
func isCommand(text string) bool {
	name, rest := cutWord(strings.TrimLeft(text, " \t\r\n"))
	name = strings.ToUpper(name)
	if _, ok := commands[name]; !ok {
		return false
	}
	next, after := cutWord(rest)
	switch name {
	case "SELECT":
		return after == "" && digitsOnly(next)
	case "DELETE", "REPLACE", "RENAME", "GET", "CLUSTER", "EXPLAIN":
		switch strings.ToUpper(next) {
		case "FROM", "INTO", "TABLE", "LOW_PRIORITY", "QUICK", "IGNORE", "DELAYED":
			return false
		}
	case "SET":
		// SET variable = value, SET LOCAL x TO y
		word, _ := cutWord(after)
		return !strings.Contains(next, "=") && !strings.HasPrefix(after, "=") && !strings.HasPrefix(after, ":=") &&
			!strings.EqualFold(word, "TO") && !strings.HasPrefix(next, "@")
	}
	return true
}

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
			if mode, known = commands[strings.ToUpper(text[i:end])]; !known {
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
