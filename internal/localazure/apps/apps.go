package apps

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/sqldata"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// dataName is what the world keeps this under.
const dataName = "apps"

// Apps are the workloads of a world.
type Apps struct {
	w    *world.World
	data sqldata.Data
}

// In are the workloads of a world.
func In(w *world.World) Apps { return Apps{w: w, data: sqldata.In(w)} }

// Seen is what pods of a region last read in the row of the active region.
type Seen struct {
	Region string `json:"region"`
	Epoch  int    `json:"epoch"`
	// Cluster is whose pods they are: others have seen nothing yet.
	Cluster string `json:"cluster"`
}

// Work is a piece of work that was done.
type Work struct {
	N      int    `json:"n"`
	Region string `json:"region"`
}

// state is what is kept.
type state struct {
	// Seen is by region.
	Seen map[string]Seen `json:"seen"`
	// Ran are the migrations that have run, by cluster and job, with what they ran.
	Ran map[string]string `json:"ran"`
	// Tokens are the customers'.
	Tokens []Token `json:"tokens"`
	// Asked counts the pieces of work there were.
	Asked int `json:"asked"`
	// Confirmed is the last row that a customer has a receipt of.
	Confirmed   int       `json:"confirmed"`
	ConfirmedAt time.Time `json:"confirmedAt,omitzero"`
}

func (a Apps) load() (*state, error) {
	kept := &state{Seen: map[string]Seen{}, Ran: map[string]string{}}
	if content := a.w.Data(dataName); len(content) > 0 {
		if err := json.Unmarshal(content, kept); err != nil {
			return nil, fmt.Errorf("what workloads remember: %w", err)
		}
	}
	return kept, nil
}

func (a Apps) save(kept *state) error {
	content, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("what workloads remember: %w", err)
	}
	return a.w.Update(func(tx *world.Tx) error { tx.PutData(dataName, content); return nil })
}

// reach finds the database that a platform's pods are led to, if they reach it and it answers.
func (a Apps) reach(p platform) (id string, err error) {
	if p.host == "" {
		return "", fmt.Errorf("nothing in %s uses a database", p.region)
	}
	if id, err = a.data.Listen(p.host, p.database); err != nil {
		return "", err
	}
	if !a.reaches(p.region, world.Parent(id)) {
		return "", fmt.Errorf("no private endpoint leads from %s to %s", p.region, world.Name(world.Parent(id)))
	}
	return id, a.data.Takes(id)
}

// Look lets everything that runs look once: migrations that have not run yet do, and pods read the row of the active region. A region
// that is out forgets what its pods have seen, because they begin anew when it returns.
func (a Apps) Look() error {
	kept, err := a.load()
	if err != nil {
		return err
	}
	for region := range kept.Seen {
		if a.out(region) {
			delete(kept.Seen, region)
		}
	}
	up, err := a.platforms()
	if err != nil {
		return err
	}
	for _, p := range up {
		if seen, there := kept.Seen[p.region]; there && seen.Cluster != p.cluster {
			delete(kept.Seen, p.region)
		}
		database, err := a.reach(p)
		if err != nil {
			continue // the last answer is kept
		}
		if err := a.migrate(kept, p, database); err != nil {
			return err
		}
		log, err := a.data.Log(database)
		if err != nil {
			return err
		}
		if content := sqldata.ContentOf(log); content.Epoch > 0 {
			kept.Seen[p.region] = Seen{Region: content.Active, Epoch: content.Epoch, Cluster: p.cluster}
		}
	}
	return a.save(kept)
}

// The statements of the setup that are about the active region: the row as it is first made, and a promotion, which is for those that
// have a lower epoch.
var (
	firstRow  = regexp.MustCompile(`INSERT INTO control\.active_region \(one, region, epoch\) VALUES \(1, N'([^']+)', (\d+)\)`)
	promotion = regexp.MustCompile(`UPDATE control\.active_region SET region = N'([^']+)', epoch = (\d+) WHERE epoch < (\d+)`)
)

// migrate runs the setups of a platform's jobs that have not run yet, in the order of the jobs' names.
func (a Apps) migrate(kept *state, p platform, database string) error {
	for _, job := range slices.Sorted(maps.Keys(p.setups)) {
		at, sql := p.cluster+" "+job, p.setups[job]
		if sql == "" || kept.Ran[at] == sql {
			continue
		}
		for i, statement := range []*regexp.Regexp{firstRow, promotion} {
			match := statement.FindStringSubmatch(sql)
			if match == nil {
				continue
			}
			log, err := a.data.Log(database)
			if err != nil {
				return err
			}
			epoch, err := strconv.Atoi(match[2])
			if err != nil {
				return fmt.Errorf("setup of %s: %w", job, err)
			}
			now := sqldata.ContentOf(log).Epoch
			if first := i == 0; first && now > 0 || !first && now >= epoch {
				continue
			}
			if _, err := a.data.Append(database, sqldata.Entry{Kind: sqldata.Promotion, Region: match[1], Epoch: epoch}); err != nil {
				return err
			}
		}
		kept.Ran[at] = sql
	}
	return nil
}

// Active is the row of the active region, as pods of any region that is up read it now.
func (a Apps) Active() (region string, epoch int, err error) {
	if err := a.Look(); err != nil {
		return "", 0, err
	}
	up, err := a.platforms()
	if err != nil {
		return "", 0, err
	}
	err = errors.New("no platform is up")
	for _, p := range up {
		database, reachErr := a.reach(p)
		if reachErr != nil {
			err = reachErr
			continue
		}
		log, logErr := a.data.Log(database)
		if logErr != nil {
			return "", 0, logErr
		}
		content := sqldata.ContentOf(log)
		return content.Active, content.Epoch, nil
	}
	return "", 0, err
}

// Write writes a row as a request in a region does, at a moment or now.
func (a Apps) Write(region, value string, at time.Time) (n int, err error) {
	database, err := a.databaseOf(region)
	if err != nil {
		return 0, err
	}
	return a.data.Append(database, sqldata.Entry{Kind: sqldata.Row, Region: world.Region(region), Value: value, Time: at})
}

// Workers are the regions in which workers would take work now.
func (a Apps) Workers() ([]string, error) {
	if err := a.Look(); err != nil {
		return nil, err
	}
	kept, err := a.load()
	if err != nil {
		return nil, err
	}
	return a.workers(kept)
}

// workers are the regions whose workers take work, by what their pods have seen.
func (a Apps) workers(kept *state) ([]string, error) {
	up, err := a.platforms()
	if err != nil {
		return nil, err
	}
	var regions []string
	for _, p := range up {
		if a.works(kept, p) {
			regions = append(regions, p.region)
		}
	}
	return regions, nil
}

// works tells whether a platform's workers take work.
func (a Apps) works(kept *state, p platform) bool { return p.worker && a.leads(kept, p) }

// leads tells whether what takes the lease in a platform gets it: the row that its pods saw names their region, and they reach the database,
// in which the lease is.
func (a Apps) leads(kept *state, p platform) bool {
	_, err := a.reach(p)
	return kept.Seen[p.region].Region == p.region && err == nil
}

// Toil puts pieces of work up and lets every worker look for each. It lists what was done, with the region: a piece that is there twice was
// done twice.
func (a Apps) Toil(pieces int) (done []Work, err error) {
	if err := a.Look(); err != nil {
		return nil, err
	}
	kept, err := a.load()
	if err != nil {
		return nil, err
	}
	regions, err := a.workers(kept)
	if err != nil {
		return nil, err
	}
	for range pieces {
		kept.Asked++
		for _, region := range regions {
			done = append(done, Work{N: kept.Asked, Region: region})
		}
	}
	return done, a.save(kept)
}
