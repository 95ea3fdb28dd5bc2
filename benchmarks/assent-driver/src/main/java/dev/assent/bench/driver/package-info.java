/**
 * What loads Assent's services from inside its server, so that neither HTTP nor JSON is measured:
 * the commands that the resources make, given to the same queue. It is added to a copy of the WAR.
 */
package dev.assent.bench.driver;
