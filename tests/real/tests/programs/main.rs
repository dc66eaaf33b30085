//! Programs that people write, each with a server that answers what Graph answers. Each begins with the program as its author
//! would write it; the test below it is ours.

mod applications;
mod assistant;
mod calendar;
mod cards;
mod files;
mod groups;
mod identity;
mod intune;
mod mail;
mod notes;
mod planner;
mod profile;
mod reports;
mod school;
mod search;
mod sites;
mod subscriptions;
mod tasks;
mod teams;
mod users;
mod workbook;
