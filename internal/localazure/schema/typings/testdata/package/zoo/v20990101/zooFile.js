"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ZOO = void 0;
const pulumi = require("@pulumi/pulumi");
/**
 * A zoo's comment.
 */
class ZOO extends pulumi.CustomResource {
    static get(name, id, opts) {
        return new ZOO(name, undefined, Object.assign(Object.assign({}, opts), { id: id }));
    }
    static isInstance(obj) {
        if (obj === undefined || obj === null) {
            return false;
        }
        return obj['__pulumiType'] === ZOO.__pulumiType;
    }
    constructor(name, args, opts) {
        var _a, _b, _c, _d;
        let resourceInputs = {};
        opts = opts || {};
        if (!opts.id) {
            if ((!args || args.sku === undefined) && !opts.urn) {
                throw new Error("Missing required property 'sku'");
            }
            resourceInputs["zooName"] = args ? args.zooName : undefined;
            resourceInputs["kind"] = "Public";
            resourceInputs["gates"] = (_a = (args ? args.gates : undefined)) !== null && _a !== void 0 ? _a : 2.5;
            resourceInputs["depth"] = (_b = (args ? args.depth : undefined)) !== null && _b !== void 0 ? _b : -1;
            resourceInputs["open"] = (_c = (args ? args.open : undefined)) !== null && _c !== void 0 ? _c : false;
            resourceInputs["motto"] = (_d = (args ? args.motto : undefined)) !== null && _d !== void 0 ? _d : "say \"cheese\"";
            resourceInputs["keeper"] = args ? (args.keeper ? pulumi.output(args.keeper).apply(inputs.zoo.v20990101.keeperArgsProvideDefaults) : undefined) : undefined;
            resourceInputs["owner"] = args ? args.owner : undefined;
            resourceInputs["name"] = undefined /*out*/;
        }
        else {
            resourceInputs["name"] = undefined /*out*/;
        }
        opts = pulumi.mergeOptions(utilities.resourceOptsDefaults(), opts);
        const aliasOpts = { aliases: [{ type: "azure-native:zoo:ZOO" }, { type: "azure-native:zoo/v20980101:ZOO" }] };
        opts = pulumi.mergeOptions(opts, aliasOpts);
        const secretOpts = { additionalSecretOutputs: ["name", "keeper"] };
        opts = pulumi.mergeOptions(opts, secretOpts);
        super(ZOO.__pulumiType, name, resourceInputs, opts);
    }
}
exports.ZOO = ZOO;
/** @internal */
ZOO.__pulumiType = 'azure-native:zoo/v20990101:ZOO';
//# sourceMappingURL=none
