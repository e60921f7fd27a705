package arm

import (
	"regexp"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkPublicZone() Check {
	return Check{
		ID: "dns-zone-public", Says: "Private zones are a type of their own; those of this type were retired.", Source: "Microsoft Learn, dns, private-dns-migration-guide",
		Run: func(r Request) []Problem {
			kind, _ := r.Body.String("zoneType")
			return one(kind != "Private", warning("zoneType", "A private zone is a Microsoft.Network/privateDnsZones."))
		},
	}
}

// recordInputs are the inputs that hold the values of each type of record.
func recordInputs() map[string]string {
	return map[string]string{
		"A": "aRecords", "AAAA": "aaaaRecords", "CAA": "caaRecords", "CNAME": "cnameRecord", "MX": "mxRecords", "NS": "nsRecords", "PTR": "ptrRecords",
		"SOA": "soaRecord", "SRV": "srvRecords", "TXT": "txtRecords",
	}
}

// recordTypeOf is the type of a set's records, in capitals; false where it is not known or none of DNS's.
func recordTypeOf(r Request) (string, bool) {
	kind, state := r.Body.String("recordType")
	_, known := recordInputs()[strings.ToUpper(kind)]
	return strings.ToUpper(kind), state == Known && known
}

func checkRecordType() Check {
	return Check{
		ID: "record-type", Says: "A set holds records of one of the types that Azure serves.", Source: dnsSpecification + ", recordType",
		Run: func(r Request) []Problem {
			_, known := recordTypeOf(r)
			kind, state := r.Body.String("recordType")
			return one(known || state != Known, refusal("recordType", "BadRequest", "The type %q is not served; allowed are %s.", kind, oneOf(sortedNames(recordInputs()))))
		},
	}
}

func checkRecordValues() Check {
	return Check{
		ID: "record-values", Says: "A set holds values of its own type, or, for addresses and aliases of hosts, the name of a resource that has them.",
		Source: dnsSpecification + ", RecordSetProperties; Microsoft Learn, dns, dns-alias",
		Run: func(r Request) []Problem {
			kind, known := recordTypeOf(r)
			if !known {
				return nil
			}
			var problems []Problem
			inputs := recordInputs()
			for _, other := range sortedNames(inputs) {
				problems = append(problems, one(other == kind || !filled(r.Body, inputs[other]), refusal(inputs[other], "BadRequest",
					"A set of %s records holds no %s records.", kind, other))...)
			}
			own, alias := filled(r.Body, inputs[kind]), r.Body.Has("targetResource.id")
			problems = append(problems, one(own || alias, refusal(inputs[kind], "BadRequest", "The set has no records."))...)
			problems = append(problems, one(!own || !alias, refusal("targetResource", "BadRequest", "The set has records and a target; the target's are taken."))...)
			aliasable := slices.Contains([]string{"A", "AAAA", "CNAME"}, kind)
			return append(problems, one(!alias || aliasable, refusal("targetResource", "BadRequest", "Only A, AAAA and CNAME sets take their values from a resource."))...)
		},
	}
}

func checkRecordCount() Check {
	return Check{
		ID: "record-count", Says: "A set holds at most 20 records.", Source: dnsLimits,
		Run: func(r Request) []Problem {
			kind, _ := recordTypeOf(r)
			records, _ := r.Body.Elements(recordInputs()[kind])
			return one(kind == "" || len(records) <= 20, refusal(recordInputs()[kind], "BadRequest", "The set has %d records; at most 20 are allowed.", len(records)))
		},
	}
}

func checkRecordLifetime() Check {
	return Check{
		ID: "record-lifetime", Says: "Records are kept by resolvers for 1 to 2147483647 seconds, and the time is given.", Source: dnsDocument + ", time-to-live",
		Run: func(r Request) []Problem {
			missing := one(r.Body.Has("ttl") || r.Body.Has("targetResource.id"), refusal("ttl", "BadRequest", "The set has no time to live."))
			return append(missing, between(r.Body, "ttl", 1, 2147483647, "The time to live")...)
		},
	}
}

func checkRecordAlone() Check {
	return Check{
		ID: "record-alone", Says: "A name that is an alias of another has no other records, and the zone itself is none.",
		Source: "RFC 1034, section 3.6.2; " + dnsDocument + ", CNAME record sets; ARM error Conflict",
		Run: func(r Request) []Problem {
			kind, known := recordTypeOf(r)
			if !known || r.ID == "" {
				return nil
			}
			name := world.Name(r.ID)
			if kind == "CNAME" && name == "@" {
				return []Problem{refusal("relativeRecordSetName", "BadRequest", "The zone itself cannot be an alias: it has an SOA and NS records.")}
			}
			for _, other := range r.View.Under(world.Parent(r.ID)) {
				theirs := strings.ToUpper(world.Name(world.TypeOf(other.ID)))
				if !strings.EqualFold(world.Name(other.ID), name) || theirs == kind {
					continue
				}
				if kind == "CNAME" || theirs == "CNAME" {
					return []Problem{refusal("relativeRecordSetName", "Conflict",
						"The %s record could not be created because another record with the same name already exists in this zone: %q has a %s record.", kind, name, theirs)}
				}
			}
			return nil
		},
	}
}

// recordHost is a host's name as records hold it, with or without a period at the end.
var recordHost = regexp.MustCompile(whole(dnsLabel + `(\.` + dnsLabel + `)*\.?`))

// issuanceTag is the tag of a CAA record.
var issuanceTag = regexp.MustCompile(`^[a-zA-Z0-9]+$`)

func checkRecordHost() Check {
	return Check{
		ID: "record-host", Says: "What an alias, a mail exchange or a name server names is a domain.", Source: "RFC 1035, section 2.3; ARM error BadRequest (the domain name is invalid)",
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, pattern := range []string{"cnameRecord.cname", "mxRecords[*].exchange", "nsRecords[*].nsdname", "srvRecords[*].target"} {
				found := texts(r.Body, pattern)
				for _, path := range sortedNames(found) {
					fits := len(found[path]) <= 253 && recordHost.MatchString(found[path]) || found[path] == "."
					problems = append(problems, one(fits, refusal(path, "BadRequest", "The domain name %q is invalid.", found[path]))...)
				}
			}
			return problems
		},
	}
}

func checkRecordTexts() Check {
	return Check{
		ID: "record-texts", Says: "A text is made of strings of at most 255 characters, 4096 together.", Source: "RFC 1035, section 3.3; " + dnsDocument + ", TXT records",
		Run: func(r Request) []Problem {
			var problems []Problem
			records, _ := r.Body.Elements("txtRecords")
			for _, record := range records {
				strings, state := record.Elements("value")
				problems = append(problems, one(state != Known || len(strings) > 0, refusal(record.PathTo("value"), "BadRequest", "The record has no text."))...)
				whole := 0
				for _, part := range strings {
					text, _ := part.String("")
					whole += len(text)
					problems = append(problems, one(len(text) <= 255, refusal(part.PathTo(""), "BadRequest", "The string has %d characters; a text longer than 255 is split.", len(text)))...)
				}
				problems = append(problems, one(whole <= 4096, refusal(record.PathTo("value"), "BadRequest", "The text has %d characters; at most 4096 are allowed.", whole))...)
			}
			return problems
		},
	}
}

func checkRecordAuthorities() Check {
	return Check{
		ID: "record-authorities", Says: "A CAA record has flags of 0 to 255, a tag of letters and digits, and a value.", Source: "RFC 8659, section 4; " + dnsSpecification + ", CaaRecord",
		Run: func(r Request) []Problem {
			var problems []Problem
			records, _ := r.Body.Elements("caaRecords")
			for _, record := range records {
				problems = append(problems, between(record, "flags", 0, 255, "The flags")...)
				tag, state := record.String("tag")
				problems = append(problems, one(state == Unknown || issuanceTag.MatchString(tag), refusal(record.PathTo("tag"), "BadRequest", "The tag is %s; allowed are letters and digits, such as \"issue\".", orAbsent(tag, state)))...)
				problems = append(problems, one(record.Has("value"), refusal(record.PathTo("value"), "BadRequest", "The record has no value."))...)
			}
			return problems
		},
	}
}
