package world

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// Tx collects the changes of one Update.
type Tx struct {
	now     time.Time
	changes []change
}

// Now is the time at which the changes happen.
func (t *Tx) Now() time.Time { return t.now }

// Put writes a resource over the one of the same identifier, if there is one.
func (t *Tx) Put(resource Resource) {
	t.changes = append(t.changes, change{Put: &resource})
}

// Remove takes resources away. Identifiers of resources that are not there are passed over.
func (t *Tx) Remove(ids ...string) {
	for _, id := range ids {
		t.changes = append(t.changes, change{Remove: id})
	}
}

// Hold keeps a name and what it named from now on until it is due. It does not remove the resources themselves.
func (t *Tx) Hold(holding Holding) {
	t.changes = append(t.changes, change{Hold: &holding})
}

// Release gives a held name free. It does not bring the resources back.
func (t *Tx) Release(key string) {
	t.changes = append(t.changes, change{Release: key})
}

// PutObject writes an object of a cluster.
func (t *Tx) PutObject(object Object) {
	t.changes = append(t.changes, change{PutObject: &object})
}

// RemoveObject takes an object of a cluster away.
func (t *Tx) RemoveObject(cluster, key string) {
	t.changes = append(t.changes, change{RemoveObject: &ObjectKey{Cluster: cluster, Key: key}})
}

// RemoveCluster takes every object of a cluster away.
func (t *Tx) RemoveCluster(cluster string) {
	t.changes = append(t.changes, change{RemoveCluster: cluster})
}

// Record notes a call.
func (t *Tx) Record(call Call) {
	call.Time = t.now
	t.changes = append(t.changes, change{Call: &call})
}

// Advance moves the clock on by more than the tick that every change takes. It does not move it back.
func (t *Tx) Advance(by time.Duration) {
	if by > 0 {
		t.now = t.now.Add(by)
		t.changes = append(t.changes, change{Clock: true})
	}
}

// PutData keeps something that the world holds for another package, under a name of that package's. A nil value takes it away.
func (t *Tx) PutData(name string, value []byte) {
	t.changes = append(t.changes, change{Data: &datum{Name: name, Value: value}})
}

// SetOutages replaces the list of regions that are out. Those that were out before have been since then.
func (t *Tx) SetOutages(regions []string) {
	since := map[string]time.Time{}
	for _, region := range regions {
		since[Region(region)] = t.now
	}
	t.changes = append(t.changes, change{Outages: &outages{Since: since}})
}

// change is one change; exactly one field is set.
type change struct {
	Put           *Resource      `json:"put,omitempty"`
	Remove        string         `json:"remove,omitempty"`
	Hold          *Holding       `json:"hold,omitempty"`
	Release       string         `json:"release,omitempty"`
	PutObject     *Object        `json:"putObject,omitempty"`
	RemoveObject  *ObjectKey     `json:"removeObject,omitempty"`
	RemoveCluster string         `json:"removeCluster,omitempty"`
	Call          *Call          `json:"call,omitempty"`
	Clock         bool           `json:"clock,omitempty"`
	Outages       *outages       `json:"outages,omitempty"`
	Incarnations  map[string]int `json:"incarnations,omitempty"`
	Data          *datum         `json:"data,omitempty"`
}

// datum is something that the world does not understand: JSON of another package's.
type datum struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value,omitempty"`
}

// outages are the regions that are out, with since when, in a type of their own, so that none at all is not left out of the journal.
type outages struct {
	Since map[string]time.Time `json:"since"`
}

// entry is one line of the journal: the changes of one Update.
type entry struct {
	Now     time.Time `json:"now"`
	Changes []change  `json:"changes"`
}

// state is what a journal adds up to.
type state struct {
	now       time.Time
	resources map[string]Resource
	// byType are the same resources by their type in lower case: checks ask for those of a type with every request.
	byType       map[string]map[string]Resource
	holdings     map[string]Holding
	objects      map[string]map[string]Object
	incarnations map[string]int
	outages      map[string]time.Time
	calls        []Call
	data         map[string]json.RawMessage
}

func newState() state {
	return state{
		now:          Epoch(),
		resources:    map[string]Resource{},
		byType:       map[string]map[string]Resource{},
		holdings:     map[string]Holding{},
		objects:      map[string]map[string]Object{},
		incarnations: map[string]int{},
		data:         map[string]json.RawMessage{},
	}
}

func (s *state) apply(line entry) {
	s.now = line.Now
	for _, change := range line.Changes {
		s.applyOne(change)
	}
}

func (s *state) applyOne(change change) {
	switch {
	case change.Put != nil:
		key := Key(change.Put.ID)
		s.put(key, *change.Put)
		s.incarnations[key] = max(s.incarnations[key], change.Put.Incarnation)
	case change.Remove != "":
		s.remove(Key(change.Remove))
	case change.Hold != nil:
		s.holdings[Key(change.Hold.Key)] = *change.Hold
	case change.Release != "":
		delete(s.holdings, Key(change.Release))
	case change.PutObject != nil:
		object := *change.PutObject
		cluster := Key(object.Cluster)
		if s.objects[cluster] == nil {
			s.objects[cluster] = map[string]Object{}
		}
		s.objects[cluster][object.Key] = object
	case change.RemoveObject != nil:
		delete(s.objects[Key(change.RemoveObject.Cluster)], change.RemoveObject.Key)
	case change.RemoveCluster != "":
		delete(s.objects, Key(change.RemoveCluster))
	case change.Call != nil:
		s.calls = keepLast(append(s.calls, *change.Call))
	case change.Outages != nil:
		since := maps.Clone(change.Outages.Since)
		for region := range since {
			if earlier, was := s.outages[region]; was {
				since[region] = earlier
			}
		}
		s.outages = since
	case change.Incarnations != nil:
		maps.Copy(s.incarnations, change.Incarnations)
	case change.Data != nil && len(change.Data.Value) == 0:
		delete(s.data, change.Data.Name)
	case change.Data != nil:
		s.data[change.Data.Name] = change.Data.Value
	}
}

func (s *state) put(key string, resource Resource) {
	s.remove(key)
	s.resources[key] = resource
	armType := strings.ToLower(resource.Type)
	if s.byType[armType] == nil {
		s.byType[armType] = map[string]Resource{}
	}
	s.byType[armType][key] = resource
}

func (s *state) remove(key string) {
	delete(s.byType[strings.ToLower(s.resources[key].Type)], key)
	delete(s.resources, key)
}

// everything is the changes that make this state out of an empty one, in an order that does not depend on chance.
func (s *state) everything() []change {
	var all []change
	if len(s.incarnations) > 0 {
		all = append(all, change{Incarnations: maps.Clone(s.incarnations)})
	}
	for _, key := range slices.Sorted(maps.Keys(s.resources)) {
		resource := s.resources[key]
		all = append(all, change{Put: &resource})
	}
	for _, key := range slices.Sorted(maps.Keys(s.holdings)) {
		holding := s.holdings[key]
		all = append(all, change{Hold: &holding})
	}
	for _, cluster := range slices.Sorted(maps.Keys(s.objects)) {
		for _, key := range slices.Sorted(maps.Keys(s.objects[cluster])) {
			object := s.objects[cluster][key]
			all = append(all, change{PutObject: &object})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.data)) {
		all = append(all, change{Data: &datum{Name: name, Value: s.data[name]}})
	}
	if len(s.outages) > 0 {
		all = append(all, change{Outages: &outages{Since: s.outages}})
	}
	for i := range s.calls {
		all = append(all, change{Call: &s.calls[i]})
	}
	return all
}

// Region is a region's name without the capitals and spaces that Azure overlooks: "East US 2" is "eastus2".
func Region(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ""))
}
