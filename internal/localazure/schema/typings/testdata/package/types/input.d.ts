import * as pulumi from "@pulumi/pulumi";
export declare namespace farm {
    /** Nothing of this is asked for, so that its unknown form does not matter. */
    interface BarnArgs {
        door?: Array<unknown>;
    }
}
export declare namespace zoo {
    interface OwnerArgs {
        name: pulumi.Input<string>;
    }
    namespace v20990101 {
        /**
         * A keeper has an assistant, who is a keeper.
         */
        interface KeeperArgs {
            shift?: pulumi.Input<string>;
            hours: pulumi.Input<inputs.zoo.v20990101.HoursArgs>;
            assistant?: pulumi.Input<inputs.zoo.v20990101.KeeperArgs>;
        }
        /**
         * keeperArgsProvideDefaults sets the appropriate defaults for KeeperArgs
         */
        function keeperArgsProvideDefaults(val: KeeperArgs): KeeperArgs;
        interface HoursArgs {
            from?: pulumi.Input<number>;
        }
        function hoursArgsProvideDefaults(val: HoursArgs): HoursArgs;
        interface LionArgs {
            species: pulumi.Input<"Lion">;
        }
        interface PenguinArgs {
            species: pulumi.Input<"Penguin">;
        }
    }
}
