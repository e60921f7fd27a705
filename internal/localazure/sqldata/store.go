package sqldata

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// dataName is what the world keeps the databases under.
const dataName = "sqldata"

// Database is what is in one database.
type Database struct {
	// ID is the resource's identifier.
	ID string `json:"id"`
	// Made is the incarnation of the resource that it is the content of.
	Made int `json:"made"`
	// Log is everything that was ever written to it, in order.
	Log []Entry `json:"log"`
	// Since is where its chain of backups begins. A replica has none until it takes over: backups are taken on the primary.
	Since time.Time `json:"since"`
	// Cold is true from when it took over until it was first opened: its key is in no cache.
	Cold bool `json:"cold,omitempty"`
	// Turned is true of a database that was made as a replica and had taken over when its group let it go: the replication goes on with
	// the roles that it had then.
	Turned bool `json:"turned,omitempty"`
	// Copies are its long-term copies.
	Copies []Copy `json:"copies,omitempty"`
}

// Copy is a long-term copy, which outlives its database and its server.
type Copy struct {
	// Database is what it is a copy of, Server that one's name, Region where it was taken.
	Database string    `json:"database"`
	Server   string    `json:"server"`
	Region   string    `json:"region"`
	Time     time.Time `json:"time"`
	// Until is how long it is kept.
	Until time.Time `json:"until"`
	// Redundant is true where the copy can be read in the paired region too.
	Redundant bool    `json:"redundant"`
	Log       []Entry `json:"log"`
}

// state is everything that is kept.
type state struct {
	Databases map[string]*Database `json:"databases"`
	// Copies are those of databases that are gone.
	Copies []Copy `json:"copies,omitempty"`
}

// Data is what is in the databases of a world.
type Data struct{ w *world.World }

// In is the data of a world.
func In(w *world.World) Data { return Data{w: w} }

func (d Data) load() (*state, error) {
	kept := &state{Databases: map[string]*Database{}}
	content := d.w.Data(dataName)
	if len(content) == 0 {
		return kept, nil
	}
	if err := json.Unmarshal(content, kept); err != nil {
		return nil, fmt.Errorf("what is in the databases: %w", err)
	}
	return kept, nil
}

// change reads everything, changes it, and keeps it together with what change does to the world.
func (d Data) change(change func(*state, *world.Tx) error) error {
	return d.w.Update(func(tx *world.Tx) error {
		kept, err := d.load()
		if err != nil {
			return err
		}
		if err := change(kept, tx); err != nil {
			return err
		}
		content, err := json.Marshal(kept)
		if err != nil {
			return fmt.Errorf("what is in the databases: %w", err)
		}
		tx.PutData(dataName, content)
		return nil
	})
}

// of is the content of a database that is there; an empty one is made for a resource that has none. nil where there is no resource.
func (s *state) of(w *world.World, id string) *Database {
	resource, there := w.Get(id)
	if !there {
		return nil
	}
	found := s.Databases[world.Key(id)]
	if found == nil || found.Made != resource.Incarnation {
		if found != nil { // the one before is gone, its long-term copies are not
			s.Copies = append(s.Copies, found.Copies...)
		}
		found = &Database{ID: resource.ID, Made: resource.Incarnation, Since: resource.Created}
		s.Databases[world.Key(id)] = found
	}
	return found
}

// Log is everything in a database, wherever it is and whatever is out: what an onlooker sees.
func (d Data) Log(id string) ([]Entry, error) {
	kept, err := d.load()
	if err != nil {
		return nil, err
	}
	found := kept.of(d.w, id)
	if found == nil {
		return nil, fmt.Errorf("there is no database %s", id)
	}
	return slices.Clone(found.Log), nil
}
