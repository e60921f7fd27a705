"use strict";
exports.zoo = exports.farm = void 0;
var zoo;
(function (zoo) {
    let v20990101;
    (function (v20990101) {
        /**
         * keeperArgsProvideDefaults sets the appropriate defaults for KeeperArgs
         */
        function keeperArgsProvideDefaults(val) {
            var _a;
            return Object.assign(Object.assign({}, val), { assistant: (val.assistant ? pulumi.output(val.assistant).apply(inputs.zoo.v20990101.keeperArgsProvideDefaults) : undefined), hours: pulumi.output(val.hours).apply(inputs.zoo.v20990101.hoursArgsProvideDefaults), shift: (_a = (val.shift)) !== null && _a !== void 0 ? _a : "day" });
        }
        v20990101.keeperArgsProvideDefaults = keeperArgsProvideDefaults;
        function hoursArgsProvideDefaults(val) {
            var _a;
            return Object.assign(Object.assign({}, val), { from: (_a = (val.from)) !== null && _a !== void 0 ? _a : 9 });
        }
        v20990101.hoursArgsProvideDefaults = hoursArgsProvideDefaults;
    })(v20990101 = zoo.v20990101 || (zoo.v20990101 = {}));
})(zoo = exports.zoo || (exports.zoo = {}));
