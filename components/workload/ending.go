package workload

import (
	"fmt"

	batchv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/batch/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

const (
	// tries is how often a job is begun again after a failure.
	tries = 2
	// migrationSeconds and cronSeconds are how long a job may take in all.
	migrationSeconds = 1800
	cronSeconds      = 3600
	// keptSeconds is how long a job that has ended is kept for people to look at: a week.
	keptSeconds = 604_800
	// lateSeconds is how late a scheduled job may begin; what would begin later is left out.
	lateSeconds = 300
	// keptJobs is how many ended jobs of a schedule are kept.
	keptJobs = 3
)

// addMigration makes the job that a new version waits for. A finished job cannot be run again, so its name carries the image's
// digest: another image is another job. The setup's own sum is an annotation of its pod, and a pod that changes makes the job
// anew. A job that failed is made anew by the next update.
func (b *builder) addMigration() error {
	annotations, err := b.addSetup()
	if err != nil {
		return err
	}
	meta := b.args.meta(b.args.Name + "-" + azure.ShortDigest(b.args.Image))
	meta.Annotations = pulumi.StringMap{"pulumi.com/replaceUnready": pulumi.String("true")}
	job, err := batchv1.NewJob(b.ctx, b.name+"-job", &batchv1.JobArgs{
		Metadata: meta, Spec: b.args.job(annotations, migrationSeconds),
	}, b.started()...)
	if err != nil {
		return fmt.Errorf("job: %w", err)
	}
	b.last = job
	return nil
}

// addSetup puts what the migration has to make in the database into a ConfigMap, and returns the annotations of its pod.
func (b *builder) addSetup() (pulumi.StringMapInput, error) {
	if b.args.Setup == nil {
		return nil, nil
	}
	sql := b.args.Setup.sql()
	setup, err := corev1.NewConfigMap(b.ctx, b.name+"-setup", &corev1.ConfigMapArgs{
		Metadata: b.args.meta(setupName(b.args.Name)), Data: pulumi.StringMap{setupFile: sql},
	}, b.child...)
	if err != nil {
		return nil, fmt.Errorf("setup of the database: %w", err)
	}
	b.before = append(b.before, setup)
	return pulumi.StringMap{"trelica.com/setup": sql.ApplyT(sum).(pulumi.StringOutput)}, nil
}

// sql is the setup, once the client ids are known.
func (s *Setup) sql() pulumi.StringOutput {
	var ids []any
	for _, user := range s.Users {
		ids = append(ids, user.ClientID)
	}
	return pulumi.All(ids...).ApplyT(s.render).(pulumi.StringOutput)
}

// render is the setup with these client ids, in the order of the users.
func (s *Setup) render(clientIDs []any) (string, error) {
	var users []sqlUser
	for i, user := range s.Users {
		clientID, ok := clientIDs[i].(string)
		if !ok {
			return "", fmt.Errorf("client id of %s: expected a string, got %T", user.Name, clientIDs[i])
		}
		users = append(users, sqlUser{name: user.Name, clientID: clientID})
	}
	return setupSQL(users, s.ActiveRegion, s.Promotion)
}

// addSchedule makes the job that runs at set times, never twice at once.
func (b *builder) addSchedule() error {
	made, err := batchv1.NewCronJob(b.ctx, b.name+"-cron", &batchv1.CronJobArgs{
		Metadata: b.args.meta(b.args.Name),
		Spec: batchv1.CronJobSpecArgs{
			Schedule: pulumi.String(b.args.Schedule), TimeZone: pulumi.String("Etc/UTC"),
			ConcurrencyPolicy:          pulumi.String("Forbid"),
			StartingDeadlineSeconds:    pulumi.Int(lateSeconds),
			SuccessfulJobsHistoryLimit: pulumi.Int(keptJobs), FailedJobsHistoryLimit: pulumi.Int(keptJobs),
			JobTemplate: batchv1.JobTemplateSpecArgs{Spec: b.args.job(nil, cronSeconds)},
		},
	}, b.started()...)
	if err != nil {
		return fmt.Errorf("cron job: %w", err)
	}
	b.last = made
	return nil
}

// job runs the pod once, and again after a failure.
func (args *Args) job(annotations pulumi.StringMapInput, seconds int) batchv1.JobSpecArgs {
	return batchv1.JobSpecArgs{
		BackoffLimit: pulumi.Int(tries), ActiveDeadlineSeconds: pulumi.Int(seconds), TtlSecondsAfterFinished: pulumi.Int(keptSeconds),
		Template: args.template(annotations),
	}
}
