package pipeline

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/trelica/infrastructure/components/azure"
)

const (
	// issuer signs the tokens of GitHub's workflows (GitHub documentation, OpenID Connect reference).
	issuer = "https://token.actions.githubusercontent.com"
	// audience is what Entra demands of a token that is exchanged (Microsoft Entra documentation,
	// workload-identity-federation-create-trust-user-assigned-managed-identity).
	audience = "api://AzureADTokenExchange"
)

// Repository is the repository whose workflows are believed.
type Repository struct {
	// Owner is the organisation and Name the repository, in the very letters that GitHub uses: subjects are compared with
	// regard to case.
	Owner, Name string
	// OwnerID and ID are GitHub's numbers of the two, for a repository whose tokens carry them ("immutable subject claims", the default
	// of those made or renamed since 15 July 2026):
	// somebody who takes over an abandoned name then does not take over the trust. Both or neither.
	OwnerID, ID string
}

// claim is how tokens name the repository: "acme/infrastructure", or "acme@123/infrastructure@456".
func (r Repository) claim() string {
	if r.ID == "" {
		return r.Owner + "/" + r.Name
	}
	return r.Owner + "@" + r.OwnerID + "/" + r.Name + "@" + r.ID
}

var (
	ownerPattern      = regexp.MustCompile(`\A[A-Za-z0-9](-?[A-Za-z0-9]){0,38}\z`)
	repositoryPattern = regexp.MustCompile(`\A[A-Za-z0-9._-]{1,100}\z`)
	numberPattern     = regexp.MustCompile(`\A[0-9]*\z`)
	// environmentPattern is narrower than GitHub's: a colon in a name would come percent-encoded in the subject.
	environmentPattern = regexp.MustCompile(`\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z`)
)

func (r Repository) check(problems *azure.Problems) {
	if !ownerPattern.MatchString(r.Owner) {
		problems.Addf("Repository.Owner", "%q; allowed: 1 to 39 letters, digits and single hyphens", r.Owner)
	}
	if !repositoryPattern.MatchString(r.Name) {
		problems.Addf("Repository.Name", "%q; allowed: 1 to 100 letters, digits, periods, hyphens and underscores", r.Name)
	}
	if !numberPattern.MatchString(r.OwnerID) || !numberPattern.MatchString(r.ID) || (r.OwnerID == "") != (r.ID == "") {
		problems.Addf("Repository.ID", "%q and OwnerID %q; allowed: both GitHub's numbers, or neither", r.ID, r.OwnerID)
	}
}

// Subject is a kind of workflow run that is believed: the runs of one GitHub environment, or those of pull requests.
type Subject struct {
	// Environment is a GitHub environment's name; "" for pull requests.
	Environment string
}

// Environment believes the runs of one GitHub environment, with the reviewers and branches that it demands.
func Environment(name string) Subject { return Subject{Environment: name} }

// PullRequest believes the runs of every pull request of the repository itself; those of forks get no token from GitHub.
// Whoever can open one can act with the identity, in any workflow that they write, so no identity that changes anything may have it;
// the bootstrap gives it to none.
func PullRequest() Subject { return Subject{} }

// Name is the subject's in the name of a credential: "environment-prod", "pull-request".
func (s Subject) Name() string {
	if s.Environment == "" {
		return "pull-request"
	}
	return "environment-" + strings.Map(plainLetter, strings.ToLower(s.Environment))
}

// plainLetter makes a hyphen of what a credential's name does not take.
func plainLetter(letter rune) rune {
	if letter == '.' || letter == '_' {
		return '-'
	}
	return letter
}

// Claim is the subject as GitHub's tokens write it: "repo:acme/infrastructure:environment:prod".
func (s Subject) Claim(repository Repository) string {
	if s.Environment == "" {
		return "repo:" + repository.claim() + ":pull_request"
	}
	return "repo:" + repository.claim() + ":environment:" + s.Environment
}

// mostCredentials is how many an identity can have (AKS documentation, workload-identity-overview).
const mostCredentials = 20

// checkSubjects enters what is wrong with the subjects of one identity. Those of an identity that changes something may not be
// pull requests, and every environment is one of this environment's own: "prod", or "prod-" and something.
func checkSubjects(problems *azure.Problems, field string, subjects []Subject, environment string, changes bool) {
	if len(subjects) == 0 || len(subjects) > mostCredentials {
		problems.Addf(field, "has %d; allowed: 1 to %d", len(subjects), mostCredentials)
	}
	seen := map[string]bool{}
	for i, subject := range subjects {
		at := fmt.Sprintf("%s[%d]", field, i)
		if name := subject.Name(); seen[name] {
			problems.Addf(at, "%q is there twice", name)
		} else {
			seen[name] = true
		}
		switch own := subject.Environment; {
		case own == "" && changes:
			problems.Add(at, "is every pull request, which nobody has reviewed; allowed: a GitHub environment")
		case own == "":
		case !environmentPattern.MatchString(own):
			problems.Addf(at, "%q; allowed: letters, digits, periods, hyphens and underscores", own)
		case own != environment && !strings.HasPrefix(own, environment+"-"):
			problems.Addf(at, "%q is not of this environment; allowed: %q, or %q and something", own, environment, environment+"-")
		}
	}
}
