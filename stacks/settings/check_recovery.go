package settings

// recoveryTargets checks what is promised. Below a quarter of an hour no cluster is built, so that a shorter promise is none.
func (c *checker) recoveryTargets() {
	r := c.s.Recovery
	c.within(at("regionLossMinutes"), r.RegionLossMinutes, 15, 1440)
	c.within(at("regionLossDataMinutes"), r.RegionLossDataMinutes, 1, 60)
	c.within(at("clusterLossMinutes"), r.ClusterLossMinutes, 15, 1440)
}
