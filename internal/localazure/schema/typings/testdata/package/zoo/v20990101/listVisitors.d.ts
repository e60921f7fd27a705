import * as pulumi from "@pulumi/pulumi";
import * as outputs from "../../types/output";
export declare function listVisitors(args: ListVisitorsArgs, opts?: pulumi.InvokeOptions): Promise<ListVisitorsResult>;
export interface ListVisitorsArgs {
    zooName: string;
    day?: string;
}
export interface ListVisitorsResult {
    readonly visitors?: outputs.zoo.v20990101.VisitorResponse[];
}
export declare function listVisitorsOutput(args: ListVisitorsOutputArgs, opts?: pulumi.InvokeOutputOptions): pulumi.Output<ListVisitorsResult>;
export interface ListVisitorsOutputArgs {
    zooName: pulumi.Input<string>;
}
