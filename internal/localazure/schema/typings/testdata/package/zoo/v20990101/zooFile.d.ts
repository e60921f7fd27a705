import * as pulumi from "@pulumi/pulumi";
import * as inputs from "../../types/input";
import * as outputs from "../../types/output";
import * as enums from "../../types/enums";
/**
 * A zoo. The comment has what must not confuse: { } " ' interface Fake {
 */
export declare class ZOO extends pulumi.CustomResource {
    /**
     * Looks one up.
     */
    static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ZOO;
    static isInstance(obj: any): obj is ZOO;
    readonly name: pulumi.Output<string>;
    readonly visitors: pulumi.Output<number | undefined>;
    readonly keeper: pulumi.Output<outputs.zoo.v20990101.KeeperResponse | undefined>;
    readonly cages: pulumi.Output<outputs.zoo.v20990101.CageResponse[]>;
    readonly animals: pulumi.Output<(outputs.zoo.v20990101.LionResponse | outputs.zoo.v20990101.PenguinResponse)[] | undefined>;
    readonly tags: pulumi.Output<{
        [key: string]: string;
    } | undefined>;
    constructor(name: string, args: ZOOArgs, opts?: pulumi.CustomResourceOptions);
}
export interface ZOOArgs {
    zooName?: pulumi.Input<string>;
    kind: pulumi.Input<"Public">;
    gates?: pulumi.Input<number>;
    depth?: pulumi.Input<number>;
    open?: pulumi.Input<boolean>;
    motto?: pulumi.Input<string>;
    settings?: any;
    climate?: pulumi.Input<string | enums.zoo.v20990101.Climate>;
    sku: pulumi.Input<enums.zoo.v20990101.Sku>;
    keeper?: pulumi.Input<inputs.zoo.v20990101.KeeperArgs>;
    owner: pulumi.Input<inputs.zoo.OwnerArgs>;
    animals?: pulumi.Input<pulumi.Input<inputs.zoo.v20990101.LionArgs | inputs.zoo.v20990101.PenguinArgs>[]>;
    plans?: pulumi.Input<pulumi.Input<pulumi.Input<number>[]>[]>;
    tags?: pulumi.Input<{
        [key: string]: pulumi.Input<string>;
    }>;
    "odd-name"?: pulumi.Input<string>;
    readonly?: pulumi.Input<boolean>;
}
