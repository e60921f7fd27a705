// Package ops makes the network that the environment is operated from: the pipeline's runners behind one fixed address, and the
// private ways to the state store and the secrets key. It also watches the break-glass group.
//
// The bootstrap calls it: NewNetwork first, because state store and secrets vault take their endpoints' subnet and zones from
// it; NewBreakGlass when there is a workspace; NewRunners last, when their secret is there. For production all of it lies in the
// recovery region: the region that was lost must not be needed to rebuild what was in it. Clusters admit the network's
// address and the break-glass addresses to their API, and nobody else (claim SP-18).
//
// It imports the network SDK beside components/network because an ops network is not one of an environment's two: it has a
// gateway, a delegated subnet and no peering, exists before any foundation, and belongs to another stack.
//
// # The runners
//
// A runner is one execution of a Container Apps job: one container that takes one job of GitHub's and is gone. Nothing that a
// workflow leaves behind meets the next one, and nobody patches a machine. Virtual machines in a scale set would need somebody
// to watch GitHub's queue, to register and to reimage them; a job has all of that built in.
//
// The job's image is given by digest and fulfils a small contract. As "/runner/register" it reads GITHUB_APP_ID,
// GITHUB_INSTALLATION_ID, GITHUB_OWNER, GITHUB_REPOSITORY, RUNNER_LABELS and the key in GITHUB_APP_KEY, asks GitHub for the
// configuration of a runner that takes a single job (REST API, "Create configuration for a just-in-time runner"), and writes it
// to /run/runner/jit. As "/runner/run" it starts the runner with that. The key is in the first container alone, which runs
// none of a workflow's code and ends before the second starts; and the identity that fetches the key from the vault is available
// to neither (identity lifecycle "None"). What a workflow does in Azure it does as the pipeline's identities, with GitHub's
// token.
package ops
